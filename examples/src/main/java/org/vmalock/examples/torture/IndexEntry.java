package org.vmalock.examples.torture;

import org.vmalock.examples.torture.subject.Node;

/**
 * An entry of an index: an object in one generation, and its place. It may be out of date at any moment.
 *
 * @param node the object
 * @param generation its generation
 * @param place the index of the entry, or -1 if the object is in no index
 */
record IndexEntry(Node node, int generation, int place) {
  /** Records the allocation of a node in its oracle; called by the thread that has just allocated it. */
  static IndexEntry ofAllocated(Node node, int place) {
    int generation = node.generation();
    node.oracle().recordAlloc(generation);
    return new IndexEntry(node, generation, place);
  }
}
