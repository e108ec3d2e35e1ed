package dev.atoll.cli.analyze;

import dev.atoll.cli.CliException;
import dev.atoll.cli.Sha256;
import dev.atoll.cli.Terminal;
import dev.atoll.cli.analyze.page.AnalysisPage;
import dev.atoll.tflite.TfliteFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code analyze FILE}: where the operators of a model run on an Edge TPU device, and why. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = "Tell which operators of a .tflite model an Edge TPU runs, and what to change.")
public final class AnalyzeCommand implements Runnable {
  /** How to print. */
  enum Output {
    TEXT,
    JSON
  }

  private static final String STANDARD_OUTPUT = "-";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "A .tflite file, compiled or not.")
  private @Nullable Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: text).")
  private Output output = Output.TEXT;

  @Option(
      names = "--html",
      paramLabel = "PAGE",
      arity = "0..1",
      fallbackValue = STANDARD_OUTPUT,
      description = "Write a page with the graph to this file; without a name, or -, print it.")
  private @Nullable String html;

  @Override
  public void run() {
    // "--html m.tflite" takes the model for the page's name.
    boolean swallowed = file == null && html != null && !html.equals(STANDARD_OUTPUT);
    Path model = swallowed ? Path.of(String.valueOf(html)) : file;
    if (model == null) {
      throw new ParameterException(spec.commandLine(), "Which file?");
    }
    String page = swallowed ? STANDARD_OUTPUT : html;
    if (STANDARD_OUTPUT.equals(page) && output == Output.JSON) {
      throw new ParameterException(
          spec.commandLine(), "--html and -o json both print: name a file after --html");
    }
    AnalyzedModel analyzed = analyze(model);
    if (page != null && !page.equals(STANDARD_OUTPUT)) {
      write(Path.of(page), AnalysisPage.render(analyzed));
    }
    spec.commandLine()
        .getOut()
        .print(
            STANDARD_OUTPUT.equals(page)
                ? AnalysisPage.render(analyzed)
                : output == Output.JSON
                    ? AnalysisJson.of(analyzed).render()
                    : AnalysisText.render(analyzed));
    spec.commandLine().getOut().flush();
    analyzed.contradiction().ifPresent(c -> warn("no device would load this model: " + c));
    analyzed.packageFault().ifPresent(f -> warn("no runtime would load its package: " + f));
  }

  private void warn(String sentence) {
    spec.commandLine().getErr().println(Terminal.safe("warning: " + sentence));
  }

  private static AnalyzedModel analyze(Path model) {
    try {
      return AnalyzedModel.of(model, Sha256.of(model));
    } catch (TfliteFormatException e) {
      throw new CliException(model + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new CliException(model + " does not exist", e);
    } catch (IOException e) {
      throw new CliException(
          Files.isDirectory(model)
              ? model + " is a folder; name a .tflite file in it"
              : model + " cannot be read: " + reason(e),
          e);
    }
  }

  private static void write(Path page, String content) {
    try {
      if (Files.isRegularFile(page) && isModel(page)) {
        throw new CliException(
            page + " is a model and would be overwritten; name the model first, then --html PAGE",
            null);
      }
      Files.writeString(page, content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CliException(page + " cannot be written: " + reason(e), e);
    }
  }

  /** Errors of files have the file for a message, and the reason in their type. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such folder";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static boolean isModel(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(8), StandardCharsets.ISO_8859_1).endsWith("TFL3");
    }
  }
}
