package org.vmalock.examples.replay;

/** Progress that ignores all updates. */
enum SilentProgress implements Progress {
  INSTANCE;

  @Override
  public void update(Snapshot snapshot) {}
}
