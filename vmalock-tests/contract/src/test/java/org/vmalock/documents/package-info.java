/** The examples of the documents and of the javadoc, compiled and run. */
@NullUnmarked
package org.vmalock.documents;

import org.jspecify.annotations.NullUnmarked;
