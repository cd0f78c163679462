package dev.slotwright.cli.cluster;

import java.util.List;

/** Rows of words in columns as wide as they have to be. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * @param rows the first has the titles; all are equally long
   * @param words how many of the first columns are words, set to the left; the others are numbers
   */
  static String of(List<List<String>> rows, int words) {
    int columns = rows.getFirst().size();
    int[] width = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            width[i] = Math.max(width[i], row.get(i).length());
          }
        });
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String filler = " ".repeat(width[i] - row.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(i < words ? row.get(i) + filler : filler + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
