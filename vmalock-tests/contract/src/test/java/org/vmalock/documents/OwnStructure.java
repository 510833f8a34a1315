package org.vmalock.documents;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** The structure of guide.md. */
final class OwnStructure {
  static final class Account extends VmaLock {
    long balance;

    Account(StructureLock structure, long balance) {
      super(structure);
      this.balance = balance;
      attachUnpublished();
    }
  }

  private final StructureLock structure = new StructureLock();
  private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

  /** Returns the balance, or null if there is no such account. */
  @Nullable Long balance(String name) {
    Account account = accounts.get(name);
    while (account != null) {
      long stamp = account.startRead();
      if (stamp > 0) {
        try {
          return account.balance;
        } finally {
          account.endRead(stamp);
        }
      }
      account = accounts.get(name);
    }
    return null;
  }

  boolean open(String name, long balance) {
    return accounts.putIfAbsent(name, new Account(structure, balance)) == null;
  }

  void transfer(String from, String to, long amount) {
    structure.lockWrite();
    try {
      Account source = accounts.get(from);
      Account target = accounts.get(to);
      if (source != null && target != null) {
        source.startWrite();
        target.startWrite();
        source.balance -= amount;
        target.balance += amount;
      }
    } finally {
      structure.unlockWrite();
    }
  }

  void close(String name) {
    structure.lockWrite();
    try {
      Account account = accounts.remove(name);
      if (account != null) {
        account.startWrite();
        account.markDetached();
        account.retire(account.generation());
      }
    } finally {
      structure.unlockWrite();
    }
  }
}
