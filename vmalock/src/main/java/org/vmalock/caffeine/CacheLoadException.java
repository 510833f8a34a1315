package org.vmalock.caffeine;

import java.util.concurrent.CompletionException;

/**
 * Thrown when a loader of a {@link GuardedCache} threw a checked exception, or when the thread was interrupted while it waited for a
 * resource or for the load of another thread. The cause is that exception.
 *
 * <pre>{@code
 * try (CacheHandle<Block> block = cache.get(7)) {
 *   use(block.resource().bytes());
 * } catch (CacheLoadException e) {
 *   throw e.unwrap(IOException.class); // the IOException of the loader, if that is the cause
 * }
 * }</pre>
 */
public final class CacheLoadException extends CompletionException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the cache and the key
   * @param cause the exception of the loader, or an {@link InterruptedException}
   */
  public CacheLoadException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Throws the cause if it is of the given type; otherwise returns this exception, so that {@code throw e.unwrap(type)} throws one of the
   * two.
   *
   * @param <X> the type of the cause
   * @param type the class of the cause
   * @return this exception
   * @throws X the cause
   */
  public <X extends Throwable> CacheLoadException unwrap(Class<X> type) throws X {
    if (type.isInstance(getCause())) {
      throw type.cast(getCause());
    }
    return this;
  }
}
