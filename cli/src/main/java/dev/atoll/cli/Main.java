package dev.atoll.cli;

import dev.atoll.cli.analyze.AnalyzeCommand;
import picocli.CommandLine;

/** Where the scripts in {@code bin/} start; they tell the name that the user typed. */
public final class Main {
  private Main() {}

  /** Ends the process: 0 when all is well, 1 after a failure with a sentence, 2 for wrong usage. */
  public static void main(String[] arguments) {
    String name = System.getProperty("atoll.name", "atoll");
    CommandLine root = commandLine(name, ApiCluster::connect);
    int code = root.execute(arguments);
    root.getOut().flush();
    System.exit(code);
  }

  static CommandLine commandLine(String name, Cluster.Connector connector) {
    CommandLine root =
        new CommandLine(new RootCommand())
            .addSubcommand(new VersionCommand())
            .addSubcommand(new AnalyzeCommand())
            .addSubcommand(new StatusCommand(connector));
    root.setCommandName(name);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExecutionExceptionHandler(Main::fail);
    return root;
  }

  /**
   * A failure that was foreseen is a sentence; any other one is a fault of ours and shows itself.
   */
  private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(e instanceof CliException)) {
      throw e;
    }
    command.getErr().println("error: " + Terminal.safe(String.valueOf(e.getMessage())));
    command.getErr().flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
