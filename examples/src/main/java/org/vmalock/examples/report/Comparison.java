package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The schemes of a comparison: the rates of each, and their ratios in the rounds that two schemes have finished. */
public final class Comparison {
  private final Subject subject;
  private final Runs runs;

  private Comparison(Subject subject, Runs runs) {
    this.subject = subject;
    this.runs = runs;
  }

  /**
   * The rates of one scheme.
   *
   * @param scheme the scheme
   * @param isLibrary whether it is one of the library, which must give no wrong answer
   * @param rounds the number of rounds that it has finished
   * @param checked the number of checked answers
   * @param wrong the number of wrong answers
   * @param readers what its readers did per second
   * @param writer what its writer did per second
   */
  public record Rates(String scheme, boolean isLibrary, int rounds, long checked, long wrong, Spread readers, Spread writer) {}

  /**
   * The ratio of two schemes.
   *
   * @param scheme the scheme in the numerator
   * @param rival the scheme in the denominator
   * @param field the name of the rate in JSON
   * @param noun what is counted per second
   * @param spread the ratio of the median round, with the smallest and the largest
   */
  public record Ratio(String scheme, String rival, String field, String noun, Spread spread) {
    /**
     * Tells in words which scheme is faster.
     *
     * @return a few words
     */
    public String verdict() {
      if (spread.count() == 1) {
        return "of one round only";
      }
      return spread.minimum() > 1 ? "faster in every round" : spread.maximum() < 1 ? "slower in every round" : "not decided, the rounds differ";
    }

    /**
     * Describes the ratio.
     *
     * @return the median with the smallest and the largest
     */
    public String describe() {
      return Figures.spread(spread, value -> Figures.number(value));
    }
  }

  /**
   * Compares the schemes of a result.
   *
   * @param result the result, with the command that was compared in {@code of} and the runs in {@code runs}
   * @return the comparison
   */
  public static Comparison of(JsonNode result) {
    return new Comparison(Subject.of(result), Runs.of(result));
  }

  /**
   * Returns what the readers do.
   *
   * @return a plural noun
   */
  public String readersNoun() {
    return subject.readers().noun();
  }

  /**
   * Returns what the writer does.
   *
   * @return a plural noun
   */
  public String writerNoun() {
    return subject.writer().noun();
  }

  /**
   * Returns the rates.
   *
   * @return one for each scheme that has finished a round
   */
  public List<Rates> rates() {
    return runs.schemes().stream()
        .map(
            scheme ->
                new Rates(
                    scheme,
                    subject.isLibrary(scheme),
                    runs.of(scheme).size(),
                    runs.sum(scheme, subject.checked()),
                    runs.sum(scheme, "violations"),
                    runs.spread(scheme, subject.readers().field()),
                    runs.spread(scheme, subject.writer().field())))
        .toList();
  }

  /**
   * Returns the ratios: of the library to each rival, or of each scheme of the library to the first one.
   *
   * @return the ratios of the readers, and then of the writer
   */
  public List<Ratio> ratios() {
    List<Ratio> ratios = new ArrayList<>();
    List<String> schemes = runs.schemes();
    for (Subject.Rate rate : subject.compared()) {
      for (int i = 1; i < schemes.size(); i++) {
        String scheme = schemes.get(subject.library() ? i : 0);
        String rival = schemes.get(subject.library() ? 0 : i);
        Spread ratio = runs.ratio(scheme, rival, rate.field());
        if (ratio.count() > 0) {
          ratios.add(new Ratio(scheme, rival, rate.field(), rate.noun(), ratio));
        }
      }
    }
    return ratios;
  }

  /**
   * Returns the rates and the ratios as JSON.
   *
   * @param json receives the fields {@code schemes} and {@code ratios}
   */
  public void putTo(ObjectNode json) {
    ArrayNode schemes = json.putArray("schemes");
    for (Rates rates : rates()) {
      ObjectNode node = schemes.addObject();
      node.put("scheme", rates.scheme).put("rounds", rates.rounds).put("checked", rates.checked).put("violations", rates.wrong);
      put(node.putObject(subject.readers().field()), rates.readers);
      put(node.putObject(subject.writer().field()), rates.writer);
    }
    ArrayNode ratios = json.putArray("ratios");
    for (Ratio ratio : ratios()) {
      ObjectNode node = ratios.addObject();
      node.put("scheme", ratio.scheme).put("rival", ratio.rival).put("figure", ratio.field);
      put(node, ratio.spread);
      node.put("rounds", ratio.spread.count());
    }
  }

  private static void put(ObjectNode node, Spread spread) {
    node.put("median", spread.median()).put("minimum", spread.minimum()).put("maximum", spread.maximum());
  }
}
