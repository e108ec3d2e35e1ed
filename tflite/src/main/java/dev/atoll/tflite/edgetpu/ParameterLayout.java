package dev.atoll.tflite.edgetpu;

import static dev.atoll.tflite.OperatorOption.CONV_2D_DILATION_H;
import static dev.atoll.tflite.OperatorOption.CONV_2D_DILATION_W;
import static dev.atoll.tflite.OperatorOption.CONV_2D_PADDING;
import static dev.atoll.tflite.OperatorOption.CONV_2D_STRIDE_H;
import static dev.atoll.tflite.OperatorOption.CONV_2D_STRIDE_W;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_DILATION_H;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_DILATION_W;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_PADDING;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_STRIDE_H;
import static dev.atoll.tflite.OperatorOption.DEPTHWISE_STRIDE_W;

import dev.atoll.tflite.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * How many bytes an operator's parameters take in the form the Edge TPU reads. Found by searching
 * the weights of source models in the parameters of their compiled files; docs/adr/0010 tells how
 * and lists what remains unexplained.
 *
 * <p>Weights come in groups of 64 output channels: first what each channel needs besides weights,
 * then tiles of 4 input channels for all the group's output channels. Memory lines are 64 bytes.
 */
final class ParameterLayout {
  private static final int LINE = 64;
  private static final int GROUP = 64;
  private static final int LANES = 16;
  private static final int TILE = 4;
  private static final int BIAS = 4;
  private static final int CHANNEL_SCALE = 8;

  /** A layer that closes the gaps in a longer one has more than 2 GiB. */
  private static final long LARGEST_VECTOR = 1 << 16;

  private ParameterLayout() {}

  /** Bytes of a mapped operator's parameters, at most 2 GiB; 0 when it has none. */
  static long bytes(Node node, boolean readsHostLayout) {
    return Math.min(unbounded(node, readsHostLayout), Integer.MAX_VALUE);
  }

  private static long unbounded(Node node, boolean readsHostLayout) {
    Optional<OperatorRule> rule = OperatorRule.of(node);
    if (rule.isEmpty() || !node.sound()) {
      return 0;
    }
    return switch (rule.get()) {
      case CONV_2D -> convolution(node);
      case DEPTHWISE_CONV_2D -> depthwise(node);
      case TRANSPOSE_CONV -> transposed(node);
      case FULLY_CONNECTED -> dense(node);
      case LSTM, UNIDIRECTIONAL_SEQUENCE_LSTM -> lstm(node);
      case SOFTMAX -> softmax(node);
      case RESHAPE -> readsHostLayout ? 0 : reshape(node);
      case CONCATENATION, SPLIT -> pieces(node);
      case ADD, SUB, MUL, MAXIMUM, MINIMUM, SQUARED_DIFFERENCE, PRELU -> operands(node);
      default -> 0;
    };
  }

  private static long convolution(Node node) {
    Optional<Tensor> filter = filter(node, 1, 4);
    if (filter.isEmpty()) {
      return 0;
    }
    List<Integer> f = filter.get().shape();
    long taps =
        KernelTaps.used(node, 1, f.get(1), CONV_2D_STRIDE_H, CONV_2D_DILATION_H, CONV_2D_PADDING)
            * KernelTaps.used(
                node, 2, f.get(2), CONV_2D_STRIDE_W, CONV_2D_DILATION_W, CONV_2D_PADDING);
    return full(f.get(0), taps, f.get(3), perChannel(filter.get(), node.input(2)));
  }

  private static long depthwise(Node node) {
    Optional<Tensor> filter = filter(node, 1, 4);
    if (filter.isEmpty()) {
      return 0;
    }
    List<Integer> f = filter.get().shape();
    long taps =
        KernelTaps.used(
                node, 1, f.get(1), DEPTHWISE_STRIDE_H, DEPTHWISE_DILATION_H, DEPTHWISE_PADDING)
            * KernelTaps.used(
                node, 2, f.get(2), DEPTHWISE_STRIDE_W, DEPTHWISE_DILATION_W, DEPTHWISE_PADDING);
    long perChannel = perChannel(filter.get(), node.input(2));
    long channels = f.get(3);
    List<Integer> image = node.input(0).map(Tensor::shape).orElse(List.of());
    boolean oneInput = !image.isEmpty() && image.getLast() == 1 && channels > 1;
    // With one input channel it is the same as a convolution, and laid out as one.
    return oneInput
        ? full(channels, taps, 1, perChannel)
        : up(channels * (TILE * taps + perChannel), LINE);
  }

  /** The output's shape is input 0, so weights and bias stand elsewhere than in a convolution. */
  private static long transposed(Node node) {
    Optional<Tensor> filter = filter(node, 1, 4);
    return filter
        .map(Tensor::shape)
        .map(f ->
            full(
                f.get(0),
                (long) f.get(1) * f.get(2),
                f.get(3),
                perChannel(filter.get(), node.input(3))))
        .orElse(0L);
  }

  private static long dense(Node node) {
    return filter(node, 1, 2)
        .map(w ->
            rows(w.shape().getFirst())
                * (up(w.shape().getLast(), TILE) + perChannel(w, node.input(2))))
        .orElse(0L);
  }

  /**
   * A convolution.
   *
   * @param perChannel bytes that an output channel needs besides its weights
   */
  private static long full(long outputs, long taps, long inputs, long perChannel) {
    long weights = taps * up(inputs, TILE);
    return outputs <= TILE
        ? up(TILE * weights, LINE) + up(TILE * perChannel, LINE)
        : rows(outputs) * (weights + perChannel);
  }

  /** Whole groups, or, when there is but one, as many of its lanes as are used. */
  private static long rows(long outputs) {
    return outputs <= GROUP ? up(outputs, LANES) : up(outputs, GROUP);
  }

  private static long perChannel(Tensor weights, Optional<Tensor> bias) {
    boolean biased = bias.isPresent() && !Integer.valueOf(0).equals(bias.get().fill());
    return (biased ? BIAS : 0) + (weights.quantization().scales().size() > 1 ? CHANNEL_SCALE : 0);
  }

  /**
   * Four gates of input and recurrent weights. The state also has to be cut from and put into the
   * sequence at every step, by matrices of ones; how large those are is fitted to the one model
   * there is (keras_lstm_mnist_ptq: 27,712 bytes for 28 steps of 28 + 20 values).
   */
  private static long lstm(Node node) {
    Optional<Tensor> input = filter(node, 2, 2);
    Optional<Tensor> recurrent = filter(node, 6, 2);
    List<Integer> sequence = node.input(0).map(Tensor::shape).orElse(List.of());
    if (input.isEmpty() || recurrent.isEmpty() || sequence.size() < 2) {
      return 0;
    }
    long units = input.get().shape().getFirst();
    long values = (long) input.get().shape().getLast() + recurrent.get().shape().getLast();
    long steps = sequence.size() == 3 ? Math.max(sequence.get(0), sequence.get(1)) : 1;
    double moves = 27_712.0 * steps * values / (28 * 48);
    return 4 * rows(units) * (values + BIAS) + (long) Math.min(moves, Integer.MAX_VALUE);
  }

  /** Three tables that mask the padding of the last tile; none when there is no padding. */
  private static long softmax(Node node) {
    List<Integer> shape = node.outputs().getFirst().shape();
    long size = shape.isEmpty() ? 1 : shape.getLast();
    return size % TILE == 0 ? 0 : 3 * LINE * (up(size, TILE) / TILE);
  }

  /**
   * An image that becomes a vector. One channel is gathered by up to 16 lines of ones
   * (looming_64x64_3x3, color_red_64x64). Channels that end inside a tile leave gaps, which a dense
   * layer of ones and zeros closes: a LeNet of JeongHwaSik/Edge-TPU-Scheduler takes 93,440 bytes
   * for 3×3×30 → 270. It grows with the square of the vector.
   */
  private static long reshape(Node node) {
    List<Integer> in = node.input(0).map(Tensor::shape).orElse(List.of());
    Tensor out = node.outputs().getFirst();
    boolean flattens =
        in.size() == 4 && out.shape().size() == 2 && out.shape().getLast() == out.elements();
    if (!flattens || in.getLast() < 1) {
      return 0;
    }
    int channels = in.getLast();
    long points = out.elements() / channels;
    if (channels == 1) {
      return LINE * Math.min(LANES, points);
    }
    boolean gaps = channels % TILE != 0 && points > 1;
    if (gaps && out.elements() > LARGEST_VECTOR) {
      return Integer.MAX_VALUE;
    }
    return gaps ? rows(out.elements()) * (points * up(channels, TILE) + BIAS) : 0;
  }

  /** Pieces that begin or end inside a tile are moved by lines of ones. */
  private static long pieces(Node node) {
    boolean joins = OperatorRule.of(node).orElseThrow() == OperatorRule.CONCATENATION;
    List<Tensor> pieces = joins ? node.given() : node.outputs();
    Optional<Tensor> whole = joins ? Optional.of(node.outputs().getFirst()) : node.input(1);
    if (whole.isEmpty() || whole.get().shape().isEmpty()) {
      return 0;
    }
    int all = whole.get().shape().getLast();
    boolean channels =
        pieces.stream()
            .anyMatch(p ->
                !p.shape().isEmpty()
                    && p.shape().getLast() != all
                    && p.shape().getLast() % TILE != 0);
    return channels ? LINE : 0;
  }

  /** Constant operands, unless they are scalars, which become part of the instructions. */
  private static long operands(Node node) {
    return node.given().stream()
        .filter(t -> t.isConstant() && t.elements() > 1 && t.elements() <= Integer.MAX_VALUE)
        .mapToLong(t -> up(t.elements(), LINE))
        .sum();
  }

  private static Optional<Tensor> filter(Node node, int input, int rank) {
    return node.input(input)
        .filter(t -> t.isConstant() && t.shape().size() == rank && t.elements() > 0)
        // What no file can hold is no parameter either.
        .filter(t -> t.elements() <= Integer.MAX_VALUE);
  }

  private static long up(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
