using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Numerics;

namespace EdgeSeq.Labelling;

/// <summary>
/// <see cref="CtcBeamSearch"/> with a language model as the prior: a prefix counts by its probability, times that of the language model to the power of
/// <see cref="CtcBeamOptions.PriorWeight"/>, times e^<see cref="CtcBeamOptions.LabelBonus"/> a label. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The language model's shape.</typeparam>
public sealed class CtcBeamSearch<TShape> : CtcBeamSearch, IDisposable
    where TShape : struct, ILanguageModel
{
    private readonly WeightReader _weights;
    private readonly Lockstep<TShape> _lockstep;
    private readonly Lifetime _lifetime;
    private readonly int _classes;
    private readonly int[] _tokens, _read;
    private readonly float[] _logits;
    private WideNumber[] _priors, _spare;

    /// <summary>A search.</summary>
    /// <param name="model">The language model, read at every call; stays the caller's to dispose. It knows the labels as <see cref="CtcBeamOptions.Tokens"/>.</param>
    /// <param name="classes">C, the blank among them; at least 2.</param>
    /// <param name="options">How wide and how far to search; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, or a label is no token of the model.</exception>
    public CtcBeamSearch(Model<TShape> model, int classes, CtcBeamOptions? options = null)
        : base(classes, options)
    {
        ArgumentNullException.ThrowIfNull(model);
        _classes = classes;
        _tokens = Options.Tokens.IsDefaultOrEmpty ? [.. Enumerable.Range(0, classes)] : [.. Options.Tokens];
        Require.Length(_tokens.Length, classes, nameof(options), "tokens, one a class");
        for (int label = 0; label < classes; label++)
        {
            if (label != Options.Blank && (_tokens[label] < 0 || _tokens[label] >= TShape.Shape.Vocabulary))
            {
                throw new ArgumentException($"The token of label {label} is {_tokens[label]}; {TShape.Shape.Name} has 0 to {TShape.Shape.Vocabulary - 1}.", nameof(options));
            }
        }

        _read = new int[Options.Width];
        _logits = new float[TShape.Shape.Vocabulary];
        (_priors, _spare) = (new WideNumber[Options.Width * classes], new WideNumber[Options.Width * classes]);
        _weights = new WeightReader(model.Weights);
        _lockstep = new Lockstep<TShape>(_weights, Options.Width, typeof(CtcBeamSearch<TShape>));
        _lifetime = new Lifetime(typeof(CtcBeamSearch<TShape>), [_lockstep, _weights], model.Lifetime);
        Reset();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The language model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The search or its model was disposed.</exception>
    public override void Reset()
    {
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        base.Reset();
        _lockstep.Reset(0);
        _lockstep.Step([-1]);
        Predict(0);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The language model's logits are not finite: begin anew, with a model whose are.</exception>
    /// <exception cref="ObjectDisposedException">The search or its model was disposed.</exception>
    public override void Add(ReadOnlySpan<float> outputs)
    {
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        base.Add(outputs);
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private protected override WideNumber PriorOf(int prefix, int label) => _priors[(prefix * _classes) + label];

    private protected override void Follow(ReadOnlySpan<int> sources, ReadOnlySpan<int> labels)
    {
        for (int prefix = labels.Length; prefix < sources.Length; prefix++)
        {
            _priors.AsSpan(sources[prefix] * _classes, _classes).CopyTo(_spare.AsSpan(prefix * _classes));
        }

        (_priors, _spare) = (_spare, _priors);
        _lockstep.Rearrange(sources);
        if (labels.IsEmpty)
        {
            return;
        }

        for (int prefix = 0; prefix < labels.Length; prefix++)
        {
            _read[prefix] = _tokens[labels[prefix]];
        }

        _lockstep.Step(_read.AsSpan(0, labels.Length));
        for (int prefix = 0; prefix < labels.Length; prefix++)
        {
            Predict(prefix);
        }
    }

    /// <summary>What the language model makes of each label behind a prefix.</summary>
    private void Predict(int prefix)
    {
        _lockstep.Logits(prefix, _logits);
        float sum = VectorMath.LogSumExp(_logits);
        if (!float.IsFinite(sum))
        {
            LogitGuard.ThrowNotFinite();
        }

        for (int label = 0; label < _classes; label++)
        {
            _priors[(prefix * _classes) + label] = label == Options.Blank
                ? default
                : WideNumber.Exp((Options.PriorWeight * ((double)_logits[_tokens[label]] - sum)) + Options.LabelBonus);
        }
    }
}
