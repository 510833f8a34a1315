package org.vmalock.examples.replay;

/** Progress that nobody watches. */
enum SilentProgress implements Progress {
  INSTANCE;

  @Override
  public void update(Snapshot snapshot) {}
}
