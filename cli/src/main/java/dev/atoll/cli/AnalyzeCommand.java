package dev.atoll.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atoll.tflite.Analysis;
import dev.atoll.tflite.RangeCheck;
import dev.atoll.tflite.Tensor;
import dev.atoll.tflite.TfliteFormatException;
import dev.atoll.tflite.TfliteModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code analyze FILE}: the operators of a model. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    description = "List the operators of a .tflite model.")
final class AnalyzeCommand implements Runnable {
  /** How to print. */
  enum Output {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "A .tflite file.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: text).")
  private Output output = Output.TEXT;

  /** The JSON that {@code -o json} prints. */
  record Report(String file, String sha256, List<Line> operators, Summary summary) {
    /** One operator. */
    record Line(int index, String op, int version) {}

    /** Counts. */
    record Summary(int total) {}
  }

  @Override
  public void run() {
    TfliteModel model = read();
    List<Analysis.Line> lines = Analysis.listOperators(model);
    String sha256 = sha256();
    spec.commandLine()
        .getOut()
        .print(output == Output.JSON ? json(lines, sha256) : text(lines, sha256));
    try {
      RangeCheck.require(model);
    } catch (TfliteFormatException e) {
      String warning = "warning: no device would load this model: " + e.getMessage();
      spec.commandLine().getErr().println(Terminal.safe(warning));
    }
  }

  private TfliteModel read() {
    try {
      return TfliteModel.read(file);
    } catch (TfliteFormatException e) {
      throw new CliException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private String sha256() {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CliException unreadable(IOException e) {
    if (e instanceof NoSuchFileException) {
      return new CliException(file + " does not exist", e);
    }
    return new CliException(
        Files.isDirectory(file)
            ? file + " is a folder; name a .tflite file in it"
            : file + " cannot be read: " + e.getMessage(),
        e);
  }

  private String json(List<Analysis.Line> lines, String sha256) {
    Report report =
        new Report(
            file.toString(),
            sha256,
            lines.stream()
                .map(l -> new Report.Line(l.index(), l.operator().name(), l.operator().version()))
                .toList(),
            new Report.Summary(lines.size()));
    try {
      // Beyond ASCII there are characters that a terminal obeys.
      return JsonMapper.builder()
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(report)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(List<Analysis.Line> lines, String sha256) {
    Table table = new Table().row("INDEX", "OPERATOR", "VERSION", "INPUTS", "", "OUTPUTS");
    for (Analysis.Line l : lines) {
      table.row(
          l.index(),
          l.operator().name(),
          l.operator().version(),
          inputs(l),
          "→",
          tensors(l.outputs()));
    }
    return "%s\nsha256:%s\n\n%s\n%d operators\n"
        .formatted(Terminal.safe(file.toString()), sha256, table.render(), lines.size());
  }

  /** Weights would hide what flows through the graph: they are only counted. */
  private static String inputs(Analysis.Line line) {
    List<Tensor> computed = line.inputs().stream().filter(t -> !t.isConstant()).toList();
    int constants = line.inputs().size() - computed.size();
    String more = constants == 0 ? "" : " + " + constants + " constant";
    return (tensors(computed) + more).strip();
  }

  private static String tensors(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::signature).collect(Collectors.joining(" "));
  }
}
