package org.vmalock.examples.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vmalock.examples.report.Page.Answer;
import org.vmalock.examples.report.Page.Tone;

/** The answers at the top of a page. */
final class Answers {
  private static final int MOST_PARTS = 3;
  private static final double MILLION = 1e6;

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
      charts.addressSpace().ifPresent(space -> answers.add(waits(space)));
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
    return ratio.scheme() + ": " + Figures.number(spread.median()) + " times as many as " + ratio.rival() + " ("
        + Figures.number(spread.minimum()) + " to " + Figures.number(spread.maximum()) + " in " + spread.count()
        + (spread.count() == 1 ? " round" : " rounds") + "): " + ratio.verdict() + ".";
  }

  private Answer price() {
    List<String> lines = new ArrayList<>();
    for (Subject.Measure price : subject.prices()) {
      add(lines, price.name(), scheme -> runs.has(scheme, price.field()), scheme -> Figures.number(runs.spread(scheme, price.field()).median()));
    }
    for (Subject.Measure latency : subject.latencies()) {
      add(lines, latency.name() + ", 99 % within", scheme -> runs.hasSamples(scheme, latency.field()), scheme -> Figures.nanos(runs.percentile(scheme, latency.field(), "p99")));
    }
    return new Answer(Tone.PLAIN, subject.priceQuestion(), lines);
  }

  /** Adds a line with a figure of each scheme that has one. */
  private void add(List<String> lines, String name, Predicate<String> isKnown, UnaryOperator<String> figure) {
    List<String> known = runs.schemes().stream().filter(isKnown).toList();
    if (!known.isEmpty()) {
      lines.add(Figures.capitalized(name) + ": " + known.stream().map(scheme -> scheme + " " + figure.apply(scheme)).collect(Collectors.joining(", ")) + ".");
    }
  }

  private Answer waits(AddressSpaceChart space) {
    List<String> lines = new ArrayList<>(List.of("One look-up in 61 was measured; it is slow if it took 10 µs or more."));
    for (Map.Entry<String, List<Long>> entry : space.slow().entrySet()) {
      List<Long> counts = entry.getValue();
      long all = counts.stream().mapToLong(Long::longValue).sum();
      String parts =
          IntStream.range(0, counts.size())
              .boxed()
              .filter(row -> counts.get(row) > 0)
              .sorted(Comparator.comparingLong((Integer row) -> -counts.get(row)))
              .limit(MOST_PARTS)
              .map(row -> space.range(row) + " (" + Figures.number(counts.get(row)) + ")")
              .collect(Collectors.joining(", "));
      String share = Figures.number(all * MILLION / Math.max(1, charts.measuredLookUps(entry.getKey())));
      lines.add(
          entry.getKey() + ": " + Figures.number(all) + " slow look-ups, " + share + " per million measured" + (all == 0 ? "." : "; most in " + parts + "."));
    }
    return new Answer(Tone.PLAIN, "On which ranges did readers wait?", lines);
  }
}
