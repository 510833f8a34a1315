package org.vmalock.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vmalock.examples.report.AddressSpaceChart.LookUps;
import org.vmalock.examples.report.Page.Answer;
import org.vmalock.examples.report.Page.Tone;

/** The answers at the top of a page. */
final class Answers {
  private static final int MOST_PARTS = 3;

  private final Subject subject;
  private final Runs runs;
  private final ResultCharts charts;

  Answers(Subject subject, Runs runs, ResultCharts charts) {
    this.subject = subject;
    this.runs = runs;
    this.charts = charts;
  }

  List<Answer> all() {
    List<Answer> answers = new ArrayList<>();
    if (!runs.schemes().isEmpty()) {
      answers.add(right());
      answers.add(speed(subject.readers()));
      answers.add(speed(subject.writer()));
      answers.add(price());
      charts.addressSpace().filter(space -> !space.lookUps().isEmpty()).ifPresent(space -> answers.add(waits(space)));
    }
    return answers;
  }

  private Answer right() {
    List<String> wrong = runs.schemes().stream().filter(scheme -> runs.sum(scheme, "violations") > 0).toList();
    List<String> right = runs.schemes().stream().filter(scheme -> !wrong.contains(scheme)).toList();
    String noun = subject.checked().equals("operations") ? "operations" : subject.readers().noun();
    List<String> lines = new ArrayList<>();
    if (!right.isEmpty()) {
      long checked = right.stream().mapToLong(scheme -> runs.sum(scheme, subject.checked())).sum();
      lines.add(String.join(", ", right) + ": no wrong answer among " + Figures.number(checked) + " checked " + noun + ".");
    }
    for (String scheme : wrong) {
      lines.add(
          scheme + ": " + Figures.number(runs.sum(scheme, "violations")) + " WRONG ANSWERS among "
              + Figures.number(runs.sum(scheme, subject.checked())) + " checked " + noun
              + (subject.isLibrary(scheme) ? "." : "; its speed does not count."));
    }
    boolean good = wrong.stream().noneMatch(subject::isLibrary);
    return new Answer(good ? Tone.GOOD : Tone.BAD, "Is it right?", lines);
  }

  private Answer speed(Subject.Rate rate) {
    List<Comparison.Ratio> ratios = charts.compared().stream().filter(ratio -> ratio.field().equals(rate.field())).toList();
    String question = rate.threads() + (ratios.isEmpty() ? ": how many " + rate.noun() + " per second?" : ": how much faster or slower?");
    List<String> lines = new ArrayList<>();
    add(lines, rate.noun() + " per second" + (runs.rounds() > 1 ? ", median" : ""), scheme -> true, scheme -> rate(scheme, rate));
    ratios.forEach(ratio -> lines.add(ratio(ratio)));
    return new Answer(Tone.PLAIN, question, lines);
  }

  private String rate(String scheme, Subject.Rate rate) {
    return Figures.number(Math.round(runs.spread(scheme, rate.field()).median()));
  }

  private static String ratio(Comparison.Ratio ratio) {
    Spread spread = ratio.spread();
    boolean single = spread.count() == 1;
    String rounds = Figures.number(spread.minimum()) + " to " + Figures.number(spread.maximum()) + " in " + spread.count() + " rounds";
    return ratio.scheme() + (single ? ": " : ": in the median round ") + Figures.number(spread.median()) + " times as many as " + ratio.rival()
        + (single ? ", " : " (" + rounds + "): ") + ratio.verdict() + ".";
  }

  private Answer price() {
    List<String> lines = new ArrayList<>();
    for (Subject.Measure price : subject.prices()) {
      add(lines, price.name(), scheme -> runs.has(scheme, price.field()), scheme -> Figures.number(runs.spread(scheme, price.field()).median()));
    }
    for (Subject.Measure latency : subject.latencies()) {
      add(lines, latency.name() + ", 99 % within", scheme -> p99(scheme, latency) > 0, scheme -> Figures.nanos(p99(scheme, latency)));
    }
    return new Answer(Tone.PLAIN, subject.priceQuestion(), lines);
  }

  /** Returns the 99th percentile, or NaN if it is not known. */
  private double p99(String scheme, Subject.Measure latency) {
    return runs.percentile(scheme, latency.field(), Percentile.P99);
  }

  /** Adds a line with a figure of each scheme that has one. */
  private void add(List<String> lines, String name, Predicate<String> isKnown, UnaryOperator<String> figure) {
    List<String> known = runs.schemes().stream().filter(isKnown).toList();
    if (!known.isEmpty()) {
      lines.add(Figures.capitalized(name) + ": " + known.stream().map(scheme -> scheme + " " + figure.apply(scheme)).collect(Collectors.joining(", ")) + ".");
    }
  }

  private static Answer waits(AddressSpaceChart space) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "One look-up in 61 was measured; it is slow if it took 10 µs or more. A part is one row of the picture of the address space below.");
    Set<Integer> named = new TreeSet<>();
    for (Map.Entry<String, List<LookUps>> entry : space.lookUps().entrySet()) {
      List<LookUps> parts = entry.getValue();
      LookUps all = parts.stream().reduce(new LookUps(0, 0), LookUps::plus);
      List<Integer> most =
          IntStream.range(0, parts.size())
              .boxed()
              .filter(row -> parts.get(row).slow() > 0)
              .sorted(Comparator.comparingLong((Integer row) -> -parts.get(row).slow()))
              .limit(MOST_PARTS)
              .toList();
      named.addAll(most);
      lines.add(
          entry.getKey() + ": " + Figures.number(all.slow()) + " slow look-ups, " + Figures.number(all.slowPerMillion())
              + " in a million measured ones"
              + most.stream()
                  .map(row -> space.parts().get(row) + " (" + Figures.number(parts.get(row).slow()) + " of them)")
                  .collect(Collectors.joining(", ", most.isEmpty() ? "" : "; most in part ", ".")));
    }
    if (!named.isEmpty()) {
      lines.add("Addresses: " + named.stream().map(space::range).collect(Collectors.joining("; ")) + ".");
    }
    return new Answer(Tone.PLAIN, "On which ranges did readers wait?", lines);
  }
}
