package org.vmalock.benchmarks;

import java.util.List;

/** What a side measures of the library's diagnostics. */
enum Diagnostics {
  /** Switched off, as by default. */
  OFF,

  /** Sampling, at the default rate. */
  SAMPLED,

  /** Not there: the library is compiled without their hooks. */
  DELETED;

  /** The flags of the JVM. */
  List<String> flags() {
    return this == SAMPLED ? List.of("-Dvmalock.debug=sampled") : List.of();
  }
}
