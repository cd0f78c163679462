/** The Helm chart, rendered by Helm's own library and compared with the program and the world. */
package dev.slotwright.helm;
