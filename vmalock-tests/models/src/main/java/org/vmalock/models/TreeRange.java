package org.vmalock.models;

/**
 * A range of a modelled tree.
 *
 * @param index its number among the ranges of the tree
 * @param name its name in traces
 * @param start its first key
 * @param last its last key
 */
record TreeRange(int index, String name, int start, int last) {
  boolean contains(int key) {
    return start <= key && key <= last;
  }

  @Override
  public String toString() {
    return name;
  }
}
