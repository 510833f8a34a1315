package org.vmalock.models.explorer;

/**
 * A machine of views for the access modes of VarHandle. Every location has a list of messages, its stores in the order in which they
 * reached memory. Every thread has three views: what it knows; what it would know after an acquire fence; what it knew at its latest
 * release fence. A load may read any message that is not older than its thread knows; what it reads may be stale. A release store
 * carries the view of its thread, and an acquire load of it joins that view to its own. Volatile accesses of a location have one
 * order, and all full fences have one order.
 *
 * <p>The state behind the shared words:
 *
 * <pre>
 *   bits 8 to 47 of the permits' word    the number of messages of each loadable location, bits 48 to 63 their sum
 *   4        the latest volatile store of each location
 *   5        the view of the latest full fence
 *   6 ...    three views a thread
 *   ...      one message for each lock, whose former values do not matter
 *   ...      the messages of each location, the oldest first
 * </pre>
 *
 * <p>Messages that no thread can load any more are dropped. Not covered: loads that read later stores of other threads (load
 * buffering), and stores that do not go behind all others of their location.
 */
final class ViewMemory extends Memory {
  private static final int COUNT_SHIFT = Layout.MEMORY_BITS_OF_PERMITS;
  private static final int COUNT_BITS = 5;
  private static final int TOTAL_SHIFT = 48;
  private static final long ONE_IN_TOTAL = 1L << TOTAL_SHIFT;

  private static final int LATEST_VOLATILE = 4;
  private static final int LATEST_FENCE = 5;
  private static final int THREADS = 6;
  private static final int VIEWS_OF_A_THREAD = 3;
  private static final int AFTER_ACQUIRE_FENCE = 1;
  private static final int AT_RELEASE_FENCE = 2;

  private final Layout layout;
  private final int threads;
  private final int locations;
  private final int locks;
  private final int messages;
  private final boolean releaseSequences;
  private final long oneEach;
  private final long[] beyondInterest;

  ViewMemory(Layout layout) {
    this.layout = layout;
    this.threads = layout.actors.size();
    this.locations = layout.locations.size();
    Layout.require("locations under RA", locations, Views.MAXIMUM_LOCATIONS);
    this.locks = THREADS + VIEWS_OF_A_THREAD * threads;
    this.messages = locks + layout.locks.size();
    this.releaseSequences = layout.protocol.hasReleaseSequences();
    this.oneEach = Views.oneEach(locations);
    this.beyondInterest = layout.actors.stream().mapToLong(this::beyondInterest).toArray();
  }

  /** The greatest number for each location that a thread does not load: so much may be dropped as far as that thread goes. */
  private long beyondInterest(Actor actor) {
    long view = Views.LATEST;
    for (int location = 0; location < locations; location++) {
      view = actor.mayLoad(location) ? Views.withTime(view, location, 0) : view;
    }
    return view;
  }

  @Override
  int capacity() {
    return messages + locations * Views.MAXIMUM_TIME;
  }

  @Override
  int length(long[] state) {
    return messages + (int) (state[Layout.PERMITS] >>> TOTAL_SHIFT);
  }

  @Override
  void initialize(long[] state) {
    state[LATEST_FENCE] = 0;
    for (int i = THREADS; i < locks; i++) {
      state[i] = Views.INITIAL;
    }
    for (Location lock : layout.locks) {
      state[locks + lock.index()] = Views.message(lock.initial(), Views.INITIAL);
    }
    for (Location location : layout.locations) {
      append(state, location, location.initial(), Views.INITIAL);
    }
  }

  @Override
  int newest(long[] state, Location location) {
    return Views.valueOf(state[newestMessage(state, location)]);
  }

  // ---- Accesses

  @Override
  int choices(long[] state, int thread, Location location, Mode mode) {
    int oldest = Views.time(state[view(thread)], location.index());
    if (mode == Mode.VOLATILE) {
      oldest = Math.max(oldest, Views.time(state[LATEST_VOLATILE], location.index()));
      oldest = Math.max(oldest, Views.time(state[LATEST_FENCE], location.index()));
    }
    return count(state, location.index()) - oldest;
  }

  @Override
  int load(long[] state, int thread, Location location, Mode mode, int choice) {
    int time = count(state, location.index()) - 1 - choice;
    return read(state, thread, location, mode, time, state[newestMessage(state, location) - choice]);
  }

  @Override
  boolean isStale(long[] state, int thread, Location location, int choice) {
    return choice != 0;
  }

  @Override
  int peek(long[] state, int thread, Location location, Mode mode) {
    return read(state, thread, location, mode, newestTime(state, location), state[newestMessage(state, location)]);
  }

  private int read(long[] state, int thread, Location location, Mode mode, int time, long message) {
    int own = view(thread);
    long view = state[own];
    if (location.isLoadable()) {
      view = Views.withTime(view, location.index(), time);
    }
    if (mode.acquires()) {
      view = Views.join(view, message);
    }
    state[own] = view;
    int pending = own + AFTER_ACQUIRE_FENCE;
    state[pending] = Views.join(Views.join(state[pending], message), view);
    return Views.valueOf(message);
  }

  @Override
  void store(long[] state, int thread, Location location, Mode mode, int value) {
    write(state, thread, location, mode, value, 0);
  }

  @Override
  void replace(long[] state, int thread, Location location, Mode mode, int value) {
    long former = Views.viewOf(state[newestMessage(state, location)]);
    read(state, thread, location, mode, newestTime(state, location), state[newestMessage(state, location)]);
    write(state, thread, location, mode, value, releaseSequences ? former : 0);
  }

  private void write(long[] state, int thread, Location location, Mode mode, int value, long inherited) {
    int own = view(thread);
    int time = newestTime(state, location) + 1;
    if (location.isLoadable()) {
      state[own] = Views.withTime(state[own], location.index(), time);
    }
    long carried = Views.join(mode.releases() ? state[own] : state[own + AT_RELEASE_FENCE], inherited);
    append(state, location, value, location.isLoadable() ? Views.withTime(carried, location.index(), time) : carried);
    state[own + AFTER_ACQUIRE_FENCE] = Views.join(state[own + AFTER_ACQUIRE_FENCE], state[own]);
    if (mode == Mode.VOLATILE && location.isLoadable()) {
      state[LATEST_VOLATILE] = Views.withTime(state[LATEST_VOLATILE], location.index(), time);
    }
  }

  // ---- Fences

  @Override
  void acquireFence(long[] state, int thread) {
    state[view(thread)] = Views.join(state[view(thread)], state[view(thread) + AFTER_ACQUIRE_FENCE]);
  }

  @Override
  void releaseFence(long[] state, int thread) {
    state[view(thread) + AT_RELEASE_FENCE] = state[view(thread)];
  }

  @Override
  void fullFence(long[] state, int thread) {
    acquireFence(state, thread);
    int own = view(thread);
    long view = Views.join(Views.join(state[own], state[LATEST_FENCE]), state[LATEST_VOLATILE]);
    state[own] = view;
    state[LATEST_FENCE] = view;
    state[own + AT_RELEASE_FENCE] = view;
    state[own + AFTER_ACQUIRE_FENCE] = Views.join(state[own + AFTER_ACQUIRE_FENCE], view);
  }

  // ---- Payload

  @Override
  boolean checksRaces() {
    return true;
  }

  @Override
  boolean readPayload(long[] state, int thread) {
    boolean ordered = (state[view(thread)] & Views.write()) != 0;
    becomeLatest(state, thread, Views.readBy(thread));
    return ordered;
  }

  @Override
  boolean writePayload(long[] state, int thread) {
    long needed = Views.write() | Views.readsByOthers(thread, threads);
    boolean ordered = (state[view(thread)] & needed) == needed;
    becomeLatest(state, thread, Views.write());
    return ordered;
  }

  /** From here on only this thread is ordered after the latest access of its kind. */
  private void becomeLatest(long[] state, int thread, long access) {
    int length = length(state);
    for (int i = LATEST_FENCE; i < length; i++) {
      state[i] &= ~access;
    }
    state[view(thread)] |= access;
    state[view(thread) + AFTER_ACQUIRE_FENCE] |= access;
  }

  // ---- Messages

  private static int view(int thread) {
    return THREADS + VIEWS_OF_A_THREAD * thread;
  }

  private static int count(long[] state, int location) {
    return (int) (state[Layout.PERMITS] >>> (COUNT_SHIFT + location * COUNT_BITS)) & Views.MAXIMUM_TIME;
  }

  private static int newestTime(long[] state, Location location) {
    return location.isLoadable() ? count(state, location.index()) - 1 : 0;
  }

  private int firstMessage(long[] state, int location) {
    return messages + Views.sumOfFirst(state[Layout.PERMITS] >>> COUNT_SHIFT, location);
  }

  private int newestMessage(long[] state, Location location) {
    return location.isLoadable() ? firstMessage(state, location.index() + 1) - 1 : locks + location.index();
  }

  private void append(long[] state, Location location, int value, long view) {
    long message = Views.message(Layout.requireShort(value), view);
    if (!location.isLoadable()) {
      state[locks + location.index()] = message;
      return;
    }
    if (count(state, location.index()) == Views.MAXIMUM_TIME) {
      throw new IllegalStateException("More than " + Views.MAXIMUM_TIME + " stores of " + location + " can still be loaded");
    }
    int end = firstMessage(state, location.index() + 1);
    System.arraycopy(state, end, state, end + 1, length(state) - end);
    state[end] = message;
    state[Layout.PERMITS] += ONE_IN_TOTAL + (1L << (COUNT_SHIFT + location.index() * COUNT_BITS));
  }

  // ---- Normal form

  @Override
  void normalize(long[] state, int ended, int waiting) {
    long newest = newestTimes(state);
    long droppable = newest;
    for (int thread = 0; thread < threads; thread++) {
      if ((ended & (1 << thread)) != 0) {
        forget(state, thread, newest);
      } else if ((waiting & (1 << thread)) == 0) {
        droppable = Views.minimum(droppable, state[view(thread)] | beyondInterest[thread]);
      }
    }
    if (droppable != 0) {
      drop(state, droppable);
    }
  }

  /** The number of the newest message of each location: the counts are packed as the numbers of a view are. */
  private long newestTimes(long[] state) {
    return ((state[Layout.PERMITS] >>> COUNT_SHIFT) & Views.LATEST) - oneEach;
  }

  private static void forget(long[] state, int thread, long newest) {
    for (int i = 0; i < VIEWS_OF_A_THREAD; i++) {
      state[view(thread) + i] = newest;
    }
  }

  /** Drops the oldest messages of each location, as many as the view says. */
  private void drop(long[] state, long numbers) {
    int from = messages;
    int to = messages;
    for (int location = 0; location < locations; location++) {
      int dropped = Views.time(numbers, location);
      int kept = count(state, location) - dropped;
      from += dropped;
      if (from != to) {
        System.arraycopy(state, from, state, to, kept);
      }
      from += kept;
      to += kept;
    }
    state[Layout.PERMITS] -= (numbers << COUNT_SHIFT) + ((long) (from - to) << TOTAL_SHIFT);
    Views.reduce(state, LATEST_VOLATILE, to, numbers);
  }
}
