package org.vmalock.examples.trace;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A system call of a log: name, arguments, and the result once it is known. */
final class StraceCall {
  /** The calls that create a thread or a process. */
  static final Set<String> CREATING = Set.of("clone", "clone2", "clone3", "fork", "vfork");

  /** The calls that begin a new address space. */
  static final Set<String> EXECUTING = Set.of("execve", "execveat");

  /** The calls that change or touch mappings. */
  static final Set<String> MAPPING =
      Set.of("mmap", "mmap2", "munmap", "mprotect", "pkey_mprotect", "mremap", "brk", "madvise", "mlock", "mlock2", "shmat", "shmdt");

  private static final Pattern COMMENT = Pattern.compile("\\s*/\\*.*?\\*/");
  private static final Pattern FLAGS = Pattern.compile("flags=([^,})]*)");
  private static final long CLONE_VM = 0x100;

  private final String file;
  private final String name;
  private final long line;
  private String text = "";
  private @Nullable String result;
  private boolean claimed;

  StraceCall(String file, String name, long line) {
    this.file = file;
    this.name = name;
    this.line = line;
  }

  /** Tells whether a call of this name is kept. */
  static boolean isRelevant(String name) {
    return CREATING.contains(name) || EXECUTING.contains(name) || MAPPING.contains(name);
  }

  void complete(String arguments, String value) {
    text = COMMENT.matcher(arguments).replaceAll("");
    result = value;
  }

  String name() {
    return name;
  }

  long line() {
    return line;
  }

  /** Tells whether the call returned successfully. */
  boolean isSuccessful() {
    return result != null && !result.startsWith("-") && !result.startsWith("?");
  }

  /** Claims this creating call for the child; returns false if it has been claimed. */
  boolean claim() {
    boolean first = !claimed;
    claimed = true;
    return first;
  }

  /** Returns the number of the created process or thread. */
  int child() throws TraceFormatException {
    long child = result();
    if (child <= 0 || child > Integer.MAX_VALUE) {
      throw malformed("the result is not a process number");
    }
    return (int) child;
  }

  /** Tells whether the created thread or process runs in the address space of its creator. */
  boolean sharesSpace() throws TraceFormatException {
    if (name.equals("vfork")) {
      return true;
    }
    Matcher flags = FLAGS.matcher(text);
    if (!flags.find()) {
      return false;
    }
    for (String flag : flags.group(1).trim().split("\\|", -1)) {
      if (flag.equals("CLONE_VM") || (isNumber(flag) && (number(flag) & CLONE_VM) != 0)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the number returned by the call. */
  long result() throws TraceFormatException {
    String value = result;
    if (value == null) {
      throw malformed("the call has no result");
    }
    return number(value);
  }

  /** Returns an argument, from 0, as a number. */
  long argument(int index) throws TraceFormatException {
    return number(word(index));
  }

  /** Returns whether an argument of flags contains a flag, by name or by bit. */
  boolean hasFlag(int index, String flag, long bit) throws TraceFormatException {
    for (String given : word(index).split("\\|", -1)) {
      if (given.equals(flag) || (isNumber(given) && (number(given) & bit) != 0)) {
        return true;
      }
    }
    return false;
  }

  /** Returns an argument with a protection, 0 to 7. */
  int protection(int index) throws TraceFormatException {
    int protection = 0;
    for (String bit : word(index).split("\\|", -1)) {
      switch (bit) {
        case "PROT_READ" -> protection |= 1;
        case "PROT_WRITE" -> protection |= 2;
        case "PROT_EXEC" -> protection |= 4;
        default -> {
          if (isNumber(bit)) {
            protection |= (int) (number(bit) & 7);
          } else if (!bit.startsWith("PROT_")) {
            throw malformed("'" + TraceParser.shown(bit) + "' is not a protection");
          }
        }
      }
    }
    return protection;
  }

  /** Returns the path that an {@code execve} was called with, for messages. */
  String path() {
    int from = text.indexOf('"');
    int to = text.indexOf('"', from + 1);
    return from < 0 || to < 0 ? name : TraceParser.shown(text.substring(from + 1, to));
  }

  TraceFormatException malformed(String reason) {
    return new TraceFormatException(file, line, reason + " (in '" + TraceParser.shown(name + "(" + text) + "')");
  }

  private String word(int index) throws TraceFormatException {
    List<String> words = List.of(text.split(",\\s*", -1));
    if (index >= words.size() || words.get(index).isBlank()) {
      throw malformed("argument " + (index + 1) + " of " + name + " is missing");
    }
    return words.get(index).trim();
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && Character.isDigit(word.charAt(0));
  }

  private long number(String word) throws TraceFormatException {
    try {
      if (word.equals("NULL")) {
        return 0;
      }
      return word.startsWith("0x") ? Long.parseUnsignedLong(word, 2, word.length(), 16) : Long.parseUnsignedLong(word);
    } catch (NumberFormatException notANumber) {
      TraceFormatException refused = malformed("'" + TraceParser.shown(word) + "' is not a number of at most 64 bits");
      refused.initCause(notANumber);
      throw refused;
    }
  }
}
