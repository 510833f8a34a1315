package org.vmalock.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads classes of the library anew, with a call of {@link WriteCounts#add} before each write by a {@code VarHandle}, or to an object of
 * {@code java.util.concurrent.atomic}.
 */
public final class WriteCountingLoader extends ClassLoader {
  private static final String HANDLE = "java/lang/invoke/VarHandle";
  private static final String ATOMIC = "java/util/concurrent/atomic/";

  private final Predicate<String> instrumented;

  /** Instruments the classes with these names; all others are those of the parent. */
  public WriteCountingLoader(Predicate<String> instrumented) {
    super(WriteCountingLoader.class.getClassLoader());
    this.instrumented = instrumented;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!instrumented.test(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      ClassReader reader = new ClassReader(in.readAllBytes());
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Counting(writer), 0);
      byte[] code = writer.toByteArray();
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static final class Counting extends ClassVisitor {
    Counting(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      return new CountingMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  private static final class CountingMethod extends MethodVisitor {
    /** The handle that the code has loaded last: that of the next access. */
    private String handle = "";

    CountingMethod(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.GETSTATIC && descriptor.equals("L" + HANDLE + ";")) {
        handle = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (isWrite(owner, name)) {
        visitLdcInsn(owner.equals(HANDLE) ? handle : owner.substring(ATOMIC.length()));
        super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(WriteCounts.class), "add", "(Ljava/lang/String;)V", false);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    private static boolean isWrite(String owner, String name) {
      boolean reads = name.equals("<init>") || (name.startsWith("get") && !name.startsWith("getAnd")) || name.endsWith("Fence");
      return !reads && (owner.equals(HANDLE) || (owner.startsWith(ATOMIC) && !name.startsWith("sum")));
    }
  }
}
