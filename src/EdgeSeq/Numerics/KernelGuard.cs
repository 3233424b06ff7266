using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using EdgeSeq.Shapes;

namespace EdgeSeq.Numerics;

/// <summary>Checks the arguments of generated kernels, once at their public entry.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelGuard
{
    private const string LengthsName = "the lengths", LossesName = "losses";

    /// <summary>Checks the arguments of <see cref="ITokenModel.Step"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or the state overlaps the parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> state, int stateSize, int token, int vocabulary)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(state.Length, stateSize, nameof(state));
        Require.Apart(state[..stateSize], parameters[..parameterSize], nameof(state), nameof(parameters));
        if ((uint)(token + 1) > (uint)vocabulary)
        {
            ThrowToken(token, vocabulary, nameof(token));
        }
    }

    /// <summary>Checks the arguments of <see cref="IVectorModel.Step"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or the state overlaps another one.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> state, int stateSize, ReadOnlySpan<float> x, int inputs)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(state.Length, stateSize, nameof(state));
        AtLeast(x.Length, inputs, nameof(x));
        Require.Apart(state[..stateSize], parameters[..parameterSize], nameof(state), nameof(parameters));
        Require.Apart(state[..stateSize], x[..inputs], nameof(state), nameof(x));
    }

    /// <summary>Checks tokens that stand as numbers in the vectors of a batch.</summary>
    /// <exception cref="ArgumentException">One is no whole number from -1 to V - 1.</exception>
    public static void TokenNumbers(in SequenceInput input, int batch, int window, int inputs, int first, int count, int vocabulary)
    {
        for (int b = 0; b < batch; b++)
        {
            for (int t = 0; t < input.LengthOf(b, window); t++)
            {
                int at = ((b * window) + t) * inputs;
                TokenNumbers(input.Vectors.Slice(at, inputs), at, first, count, vocabulary, nameof(input));
            }
        }
    }

    /// <summary>Checks tokens that stand as numbers in the vector of a step.</summary>
    /// <exception cref="ArgumentException">One is no whole number from -1 to V - 1.</exception>
    public static void TokenNumbers(ReadOnlySpan<float> x, int inputs, int first, int count, int vocabulary) =>
        TokenNumbers(x[..inputs], 0, first, count, vocabulary, nameof(x));

    private static void TokenNumbers(ReadOnlySpan<float> x, int at, int first, int count, int vocabulary, string name)
    {
        for (int i = first; i < first + count; i++)
        {
            if (!(x[i] >= -1 && x[i] < vocabulary && x[i] == (int)x[i]))
            {
                throw new ArgumentException($"{name}[{at + i}] is {x[i]}; it is a token, a whole number from 0 to {vocabulary - 1}, or -1 for none.", name);
            }
        }
    }

    /// <summary>Checks the arguments of <see cref="IStreamingModel.Logits"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or the outputs overlap another one.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Logits(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> state, int stateSize, ReadOnlySpan<float> outputs, int outputSize)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(state.Length, stateSize, nameof(state));
        AtLeast(outputs.Length, outputSize, nameof(outputs));
        Require.Apart(outputs[..outputSize], parameters[..parameterSize], nameof(outputs), nameof(parameters));
        Require.Apart(outputs[..outputSize], state[..stateSize], nameof(outputs), nameof(state));
    }

    /// <summary>Checks the arguments of <see cref="ITrainableModel.Transpose"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or they overlap.</exception>
    public static void Transpose(ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> transpose, int transposeSize)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(transpose.Length, transposeSize, nameof(transpose));
        Require.Apart(transpose[..transposeSize], parameters[..parameterSize], nameof(transpose), nameof(parameters));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Forward"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be or overlaps one that is written, or a token or length is out of range.</exception>
    public static void Forward(
        ReadOnlySpan<float> parameters, int parameterSize, in SequenceInput input, int vocabulary, int inputs,
        ReadOnlySpan<float> states, int stateSize, ReadOnlySpan<float> workspace, int workspaceSize, int batch, int window)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(states.Length, (long)batch * stateSize, nameof(states));
        AtLeast(workspace.Length, workspaceSize, nameof(workspace));
        Input(input, vocabulary, inputs, batch, window);
        states = states[..(batch * stateSize)];
        workspace = workspace[..workspaceSize];
        Require.Apart(states, workspace, nameof(states), nameof(workspace));
        Apart(states, parameters[..parameterSize], input, nameof(states));
        Apart(workspace, parameters[..parameterSize], input, nameof(workspace));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Outputs"/>.</summary>
    /// <exception cref="ArgumentException">
    /// A span is shorter than it must be or overlaps one that is written, or a length is out of range. Outputs may lie where the tokens or
    /// vectors do, which Forward has read.
    /// </exception>
    public static void Outputs(
        ReadOnlySpan<float> parameters, int parameterSize, in SequenceInput input, ReadOnlySpan<float> outputs, int outputSize,
        ReadOnlySpan<float> workspace, int workspaceSize, int batch, int window, bool last)
    {
        Loss(parameters, parameterSize, input, default, workspace, workspaceSize, default, batch, window, last);
        AtLeast(outputs.Length, (long)batch * (last ? 1 : window) * outputSize, nameof(outputs));
        outputs = outputs[..(batch * (last ? 1 : window) * outputSize)];
        Require.Apart(outputs, parameters[..parameterSize], nameof(outputs), nameof(parameters));
        Require.Apart(outputs, workspace[..workspaceSize], nameof(outputs), nameof(workspace));
        Require.Apart(outputs, input.Lengths, nameof(outputs), LengthsName);
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Loss"/>, but for what its target holds.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be or overlaps the workspace, or a length is out of range.</exception>
    public static void Loss(
        ReadOnlySpan<float> parameters, int parameterSize, in SequenceInput input, SequenceTarget target, ReadOnlySpan<float> workspace, int workspaceSize,
        ReadOnlySpan<float> losses, int batch, int window, bool last)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(workspace.Length, workspaceSize, nameof(workspace));
        Lengths(input, batch, window);
        workspace = workspace[..workspaceSize];
        Require.Apart(workspace, parameters[..parameterSize], nameof(workspace), nameof(parameters));
        Require.Apart(workspace, input.Lengths, nameof(workspace), LengthsName);
        Apart(workspace, target, nameof(workspace));
        if (!losses.IsEmpty)
        {
            Losses(losses, parameters[..parameterSize], input, target, workspace, batch, window, last);
        }
    }

    /// <summary>Checks the arguments of <see cref="ITrainableModel.Backward"/>, but for what its target holds.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be or overlaps one that is written, or a token or length is out of range.</exception>
    public static void Backward(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> transpose, int transposeSize, in SequenceInput input, int vocabulary, int inputs,
        SequenceTarget target, ReadOnlySpan<float> gradients, ReadOnlySpan<float> stateGradients, int stateSize, ReadOnlySpan<float> workspace,
        int workspaceSize, int batch, int window)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(transpose.Length, transposeSize, nameof(transpose));
        AtLeast(gradients.Length, parameterSize, nameof(gradients));
        AtLeast(workspace.Length, workspaceSize, nameof(workspace));
        if (!stateGradients.IsEmpty)
        {
            AtLeast(stateGradients.Length, (long)batch * stateSize, nameof(stateGradients));
            stateGradients = stateGradients[..(batch * stateSize)];
        }

        Input(input, vocabulary, inputs, batch, window);
        parameters = parameters[..parameterSize];
        transpose = transpose[..transposeSize];
        gradients = gradients[..parameterSize];
        workspace = workspace[..workspaceSize];
        Require.Apart(gradients, stateGradients, nameof(gradients), nameof(stateGradients));
        Require.Apart(gradients, workspace, nameof(gradients), nameof(workspace));
        Require.Apart(stateGradients, workspace, nameof(stateGradients), nameof(workspace));
        Require.Apart(gradients, transpose, nameof(gradients), nameof(transpose));
        Require.Apart(stateGradients, transpose, nameof(stateGradients), nameof(transpose));
        Require.Apart(workspace, transpose, nameof(workspace), nameof(transpose));
        Apart(gradients, parameters, input, nameof(gradients));
        Apart(stateGradients, parameters, input, nameof(stateGradients));
        Apart(workspace, parameters, input, nameof(workspace));
        Apart(gradients, target, nameof(gradients));
        Apart(stateGradients, target, nameof(stateGradients));
        Apart(workspace, target, nameof(workspace));
    }

    /// <summary>Checks the arguments of <see cref="ITrainableModel.Adjoints"/>, but for what its target holds.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be or overlaps one that is written, or a token or length is out of range.</exception>
    public static void Adjoints(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> transpose, int transposeSize, in SequenceInput input, int vocabulary, int inputs,
        SequenceTarget target, ReadOnlySpan<float> stateGradients, int stateSize, ReadOnlySpan<float> workspace, int workspaceSize,
        ReadOnlySpan<float> losses, int batch, int window, bool last)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(transpose.Length, transposeSize, nameof(transpose));
        AtLeast(workspace.Length, workspaceSize, nameof(workspace));
        if (!stateGradients.IsEmpty)
        {
            AtLeast(stateGradients.Length, (long)batch * stateSize, nameof(stateGradients));
            stateGradients = stateGradients[..(batch * stateSize)];
        }

        Input(input, vocabulary, inputs, batch, window);
        parameters = parameters[..parameterSize];
        transpose = transpose[..transposeSize];
        workspace = workspace[..workspaceSize];
        Require.Apart(stateGradients, workspace, nameof(stateGradients), nameof(workspace));
        Require.Apart(stateGradients, transpose, nameof(stateGradients), nameof(transpose));
        Require.Apart(workspace, transpose, nameof(workspace), nameof(transpose));
        Apart(stateGradients, parameters, input, nameof(stateGradients));
        Apart(workspace, parameters, input, nameof(workspace));
        Apart(stateGradients, target, nameof(stateGradients));
        Apart(workspace, target, nameof(workspace));
        Losses(losses, parameters, input, target, workspace, batch, window, last);
        Require.Apart(losses, transpose, LossesName, nameof(transpose));
        Require.Apart(losses, stateGradients, LossesName, nameof(stateGradients));
    }

    /// <summary>Checks the arguments of <see cref="ITrainableModel.Accumulate"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be or overlaps one that is written, or a token or length is out of range.</exception>
    public static void Accumulate(
        in SequenceInput input, int vocabulary, int inputs, ReadOnlySpan<float> gradients, int parameterSize, ReadOnlySpan<float> workspace, int workspaceSize,
        int batch, int window)
    {
        AtLeast(gradients.Length, parameterSize, nameof(gradients));
        AtLeast(workspace.Length, workspaceSize, nameof(workspace));
        Input(input, vocabulary, inputs, batch, window);
        gradients = gradients[..parameterSize];
        Apart(gradients, workspace[..workspaceSize], input, nameof(gradients), nameof(workspace));
    }

    /// <summary>Checks the targets of a softmax.</summary>
    /// <exception cref="ArgumentException">There are too few, or one that counts is outside [-1, O).</exception>
    public static void Classes(SequenceTarget target, int outputs, in SequenceInput input, int batch, int window, bool last)
    {
        int perRow = last ? 1 : window;
        if (target.Classes.IsEmpty && !target.Values.IsEmpty)
        {
            ThrowKind(nameof(target), "classes (int), since its output is a softmax", "numbers (float)");
        }

        AtLeast(target.Classes.Length, (long)batch * perRow, nameof(target));
        for (int b = 0; b < batch; b++)
        {
            Tokens(target.Classes.Slice(b * perRow, Math.Min(perRow, input.LengthOf(b, window))), outputs, nameof(target));
        }
    }

    /// <summary>Checks the targets of sigmoids or numbers.</summary>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public static void Values(SequenceTarget target, int outputs, int batch, int window, bool last)
    {
        if (target.Values.IsEmpty && !target.Classes.IsEmpty)
        {
            ThrowKind(nameof(target), "numbers (float), since its outputs are numbers", "classes (int)");
        }

        AtLeast(target.Values.Length, (long)batch * (last ? 1 : window) * outputs, nameof(target));
    }

    /// <summary>Checks that a model without outputs is given no targets.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void NoTarget(SequenceTarget target)
    {
        if (!target.Classes.IsEmpty || !target.Values.IsEmpty)
        {
            throw new ArgumentException("The declared shape has no output layer (Head.None), so there is nothing to compare targets with; leave them out.", nameof(target));
        }
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.GateOffset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static void Gate(ModelShape shape, int batch, int window, int gate, int row, int step)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)gate, (uint)shape.Gates.Length, nameof(gate));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)batch, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)window, nameof(step));
    }

    private static void Input(in SequenceInput input, int vocabulary, int inputs, int batch, int window)
    {
        Lengths(input, batch, window);
        if (vocabulary == 0)
        {
            if (input.Vectors.IsEmpty && !input.Tokens.IsEmpty)
            {
                ThrowKind(nameof(input), $"vectors of {inputs} numbers (float)", "tokens (int)");
            }

            AtLeast(input.Vectors.Length, (long)batch * window * inputs, nameof(input));
            return;
        }

        if (input.Tokens.IsEmpty && !input.Vectors.IsEmpty)
        {
            ThrowKind(nameof(input), "tokens (int)", "vectors (float)");
        }

        AtLeast(input.Tokens.Length, (long)batch * window, nameof(input));
        for (int b = 0; b < batch; b++)
        {
            Tokens(input.Tokens.Slice(b * window, input.LengthOf(b, window)), vocabulary, nameof(input));
        }
    }

    /// <summary>What is written must not be what is read.</summary>
    private static void Apart(ReadOnlySpan<float> written, ReadOnlySpan<float> other, in SequenceInput input, string name, string otherName = "parameters")
    {
        Require.Apart(written, other, name, otherName);
        Require.Apart(written, input.Tokens, name, "the tokens");
        Require.Apart(written, input.Vectors, name, "the vectors");
        Require.Apart(written, input.Lengths, name, LengthsName);
    }

    /// <summary>Losses one by one are as many as there are outputs, and lie apart from all that is read or written with them.</summary>
    private static void Losses(
        ReadOnlySpan<float> losses, ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, ReadOnlySpan<float> workspace,
        int batch, int window, bool last)
    {
        int outputs = batch * (last ? 1 : window);
        AtLeast(losses.Length, outputs, LossesName);
        losses = losses[..outputs];
        Require.Apart(losses, workspace, LossesName, nameof(workspace));
        Apart(losses, parameters, input, LossesName);
        Apart(losses, target, LossesName);
    }

    /// <summary>What is written must not be a target.</summary>
    private static void Apart(ReadOnlySpan<float> written, SequenceTarget target, string name)
    {
        Require.Apart(written, target.Classes, name, nameof(target));
        Require.Apart(written, target.Values, name, nameof(target));
    }

    private static void Lengths(in SequenceInput input, int batch, int window)
    {
        if (input.Lengths.IsEmpty)
        {
            return;
        }

        AtLeast(input.Lengths.Length, batch, nameof(input.Lengths));
        for (int b = 0; b < batch; b++)
        {
            if ((uint)input.Lengths[b] > (uint)window)
            {
                throw new ArgumentOutOfRangeException(nameof(input), input.Lengths[b], $"Row {b} has a length of {input.Lengths[b]}; lengths are 0 to {window}, the window.");
            }
        }
    }

    private static void Tokens(ReadOnlySpan<int> tokens, int vocabulary, string name)
    {
        int stray = tokens.IndexOfAnyExceptInRange(-1, vocabulary - 1);
        if (stray >= 0)
        {
            ThrowToken(tokens[stray], vocabulary, name);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AtLeast(long length, long needed, string name)
    {
        if (length < needed)
        {
            ThrowLength(length, needed, name);
        }
    }

    [DoesNotReturn]
    private static void ThrowLength(long length, long needed, string name) =>
        throw new ArgumentException($"{name} has {length} elements; the declared shape needs {needed}.", name);

    [DoesNotReturn]
    private static void ThrowKind(string name, string expected, string found) =>
        throw new ArgumentException($"The declared shape takes {expected}; {name} holds {found}.", name);

    [DoesNotReturn]
    private static void ThrowToken(int token, int vocabulary, string name) =>
        throw new ArgumentOutOfRangeException(name, token, $"A token or class must be -1 (none) or 0 to {vocabulary - 1}, the last there is; {name} has {token}.");
}
