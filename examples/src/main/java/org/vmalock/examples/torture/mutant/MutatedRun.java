package org.vmalock.examples.torture.mutant;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.vmalock.examples.Main;
import org.vmalock.mutants.MutatedLoader;

/** Executes a command line on a mutant of the library. */
public final class MutatedRun implements Callable<Integer> {
  private final List<String> arguments;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Creates a run on the library as the loader of this class has it.
   *
   * @param arguments the command line
   * @param out receives the output
   * @param err receives the messages
   */
  public MutatedRun(List<String> arguments, PrintWriter out, PrintWriter err) {
    this.arguments = arguments;
    this.out = out;
    this.err = err;
  }

  /**
   * Executes a command line on a mutant.
   *
   * @param mutant the mutant
   * @param arguments the command line
   * @param out receives the output
   * @param err receives the messages
   * @return the exit code
   * @throws Exception if the mutant cannot be compiled or loaded
   */
  public static int execute(TortureMutant mutant, List<String> arguments, PrintWriter out, PrintWriter err) throws Exception {
    Class<?> mutated = MutatedLoader.of(mutant.mutant()).loadClass(MutatedRun.class.getName());
    Object run = mutated.getConstructor(List.class, PrintWriter.class, PrintWriter.class).newInstance(arguments, out, err);
    return (Integer) ((Callable<?>) run).call();
  }

  @Override
  public Integer call() {
    return Main.commandLine().setOut(out).setErr(err).execute(arguments.toArray(String[]::new));
  }
}
