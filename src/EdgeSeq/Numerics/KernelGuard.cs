using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>Checks the arguments of generated kernels, once at their public entry.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelGuard
{
    /// <summary>Checks the arguments of <see cref="ISequenceModel.Step"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> state, int stateSize, int token, int vocabulary)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(state.Length, stateSize, nameof(state));
        if ((uint)(token + 1) > (uint)vocabulary)
        {
            ThrowToken(token, vocabulary, nameof(token));
        }
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Logits"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Logits(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> state, int stateSize, ReadOnlySpan<float> logits, int vocabulary)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(state.Length, stateSize, nameof(state));
        AtLeast(logits.Length, vocabulary, nameof(logits));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Transpose"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be.</exception>
    public static void Transpose(ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> transpose, int transposeSize)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(transpose.Length, transposeSize, nameof(transpose));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Forward"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token is out of range.</exception>
    public static void Forward(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<int> tokens, int vocabulary,
        ReadOnlySpan<float> states, int stateSize, ReadOnlySpan<float> workspace, in WorkspacePlan plan)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(states.Length, (long)plan.Batch * stateSize, nameof(states));
        AtLeast(workspace.Length, plan.Size, nameof(workspace));
        Tokens(tokens, vocabulary, plan, nameof(tokens));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Loss"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a target is out of range.</exception>
    public static void Loss(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<int> targets, int vocabulary, ReadOnlySpan<float> workspace, in WorkspacePlan plan)
    {
        AtLeast(parameters.Length, parameterSize, nameof(parameters));
        AtLeast(workspace.Length, plan.Size, nameof(workspace));
        Tokens(targets, vocabulary, plan, nameof(targets));
    }

    /// <summary>Checks the arguments of <see cref="ISequenceModel.Backward"/>.</summary>
    /// <exception cref="ArgumentException">A span is shorter than it must be, or a token or target is out of range.</exception>
    public static void Backward(
        ReadOnlySpan<float> parameters, int parameterSize, ReadOnlySpan<float> transpose, int transposeSize,
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> targets, int vocabulary,
        ReadOnlySpan<float> gradients, ReadOnlySpan<float> workspace, in WorkspacePlan plan)
    {
        Loss(parameters, parameterSize, targets, vocabulary, workspace, plan);
        AtLeast(transpose.Length, transposeSize, nameof(transpose));
        AtLeast(gradients.Length, parameterSize, nameof(gradients));
        Tokens(tokens, vocabulary, plan, nameof(tokens));
    }

    private static void Tokens(ReadOnlySpan<int> tokens, int vocabulary, in WorkspacePlan plan, string name)
    {
        int count = checked(plan.Batch * plan.Window);
        AtLeast(tokens.Length, count, name);
        foreach (int token in tokens[..count])
        {
            if ((uint)(token + 1) > (uint)vocabulary)
            {
                ThrowToken(token, vocabulary, name);
            }
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
    private static void ThrowToken(int token, int vocabulary, string name) =>
        throw new ArgumentOutOfRangeException(name, token, $"A token must be -1 (none) or 0 to {vocabulary - 1}, the vocabulary's last; {name} has {token}.");
}
