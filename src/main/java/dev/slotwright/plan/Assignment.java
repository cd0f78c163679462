package dev.slotwright.plan;

import java.util.Arrays;

/**
 * The cheapest way to give every row a column of its own: the Hungarian method with potentials
 * (Kuhn 1955, Munkres 1957), rows x rows x columns steps. Equal costs always give the same answer.
 */
final class Assignment {
  private final long[][] cost;
  private final long[] rowPotential;
  private final long[] columnPotential;

  /** The row of each column; 0 for none. Rows and columns count from 1 here. */
  private final int[] rowOf;

  private final int[] previous;

  private Assignment(long[][] cost, int columns) {
    this.cost = cost;
    rowPotential = new long[cost.length + 1];
    columnPotential = new long[columns + 1];
    rowOf = new int[columns + 1];
    previous = new int[columns + 1];
  }

  /**
   * The column of each row.
   *
   * @param cost by row and column, at least as many columns as rows
   */
  static int[] cheapest(long[][] cost) {
    int[] columnOf = new int[cost.length];
    if (cost.length == 0) {
      return columnOf;
    }
    Assignment assignment = new Assignment(cost, cost[0].length);
    for (int row = 1; row <= cost.length; row++) {
      assignment.place(row);
    }
    for (int column = 1; column < assignment.rowOf.length; column++) {
      if (assignment.rowOf[column] > 0) {
        columnOf[assignment.rowOf[column] - 1] = column - 1;
      }
    }
    return columnOf;
  }

  private void place(int row) {
    rowOf[0] = row;
    int column = 0;
    long[] slack = new long[rowOf.length];
    Arrays.fill(slack, Long.MAX_VALUE);
    boolean[] used = new boolean[rowOf.length];
    do {
      used[column] = true;
      column = cheapestNext(column, slack, used);
    } while (rowOf[column] != 0);
    while (column != 0) {
      rowOf[column] = rowOf[previous[column]];
      column = previous[column];
    }
  }

  private int cheapestNext(int column, long[] slack, boolean[] used) {
    int row = rowOf[column];
    int next = 0;
    long least = Long.MAX_VALUE;
    for (int j = 1; j < slack.length; j++) {
      if (used[j]) {
        continue;
      }
      long reduced = cost[row - 1][j - 1] - rowPotential[row] - columnPotential[j];
      if (reduced < slack[j]) {
        slack[j] = reduced;
        previous[j] = column;
      }
      if (slack[j] < least) {
        least = slack[j];
        next = j;
      }
    }
    for (int j = 0; j < slack.length; j++) {
      if (used[j]) {
        rowPotential[rowOf[j]] += least;
        columnPotential[j] -= least;
      } else {
        slack[j] -= least;
      }
    }
    return next;
  }
}
