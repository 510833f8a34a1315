/** The program whose output stands in {@code vmalock/docs/diagnostics.md}. */
package com.acme;
