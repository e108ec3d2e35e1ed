package dev.atoll.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a sub-command: wrong usage, with help. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    description = "Edge models on a fleet of devices.",
    synopsisSubcommandLabel = "COMMAND")
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
