package org.vmalock.examples.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it into the jar. */
public final class Version implements IVersionProvider {
  private static final String RESOURCE = "build.properties";

  /** Created by the command line. */
  public Version() {}

  /**
   * Returns the version of the program.
   *
   * @return the version of the Maven project
   */
  public static String number() {
    Properties build = new Properties();
    try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing beside " + Version.class.getName());
      }
      build.load(resource);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return build.getProperty("version");
  }

  /** Returns the lines that {@code --version} prints. */
  @Override
  public String[] getVersion() {
    return new String[] {"vmalock-examples " + number(), Machine.jdk(), Machine.processor() + ", " + Machine.cores() + " cores"};
  }
}
