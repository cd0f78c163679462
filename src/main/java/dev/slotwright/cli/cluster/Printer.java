package dev.slotwright.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.Map;

/**
 * Where words go: with {@code --output json} the only thing on standard output is the object at the
 * end.
 *
 * @param out standard output
 * @param err standard error
 * @param json whether the result is an object
 */
record Printer(PrintWriter out, PrintWriter err, boolean json) {

  /** Part of the result for people. */
  void result(String lines) {
    PrintWriter to = json ? err : out;
    to.print(lines);
    to.flush();
  }

  /** Progress, questions and complaints. */
  void note(String line) {
    err.println("slotwright: " + line);
    err.flush();
  }

  void object(Map<String, Object> result) {
    try {
      out.println(
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(result));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the result cannot be written as JSON: " + result, e);
    }
  }
}
