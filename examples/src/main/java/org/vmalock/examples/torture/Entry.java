package org.vmalock.examples.torture;

import org.vmalock.examples.torture.subject.Node;

/**
 * What an index says: at this place stands this object in this life. It may be out of date at any moment.
 *
 * @param node the object
 * @param generation its life
 * @param place where it can be found
 */
record Entry(Node node, int generation, int place) {
  /** Begins the book of a life that its owner has just taken out of the pool. */
  static Entry born(Node node, int place) {
    int generation = node.generation();
    node.oracle().born(generation);
    return new Entry(node, generation, place);
  }
}
