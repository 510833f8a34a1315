package org.vmalock.tree;

/**
 * What has happened in a tree, at one moment. The figures are read one after the other while the tree is in use.
 *
 * @param hits look-ups that came in; counted only if {@link VmaTree.Builder#recordLookups} was asked for, otherwise 0
 * @param misses look-ups that found nothing mapped; counted like {@code hits}
 * @param retries walks that were repeated because the range had been replaced between the walk and the entry
 * @param fallbacks look-ups that took the structure's read lock, since a writer had the range or the retries did not end
 * @param aborts write sections that were given up and put everything back
 * @param versions versions of the index that were published
 */
public record TreeStats(long hits, long misses, long retries, long fallbacks, long aborts, long versions) {}
