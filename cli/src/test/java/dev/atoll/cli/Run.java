package dev.atoll.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What one run of the program printed, and its exit code. */
record Run(int code, String out, String err) {
  static Run of(Cluster.Connector connector, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine root = Main.commandLine("atoll", connector);
    root.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = root.execute(arguments);
    return new Run(code, out.toString(), err.toString());
  }

  static Run of(String... arguments) {
    return of(
        context -> {
          throw new AssertionError("this command needs no cluster");
        },
        arguments);
  }
}
