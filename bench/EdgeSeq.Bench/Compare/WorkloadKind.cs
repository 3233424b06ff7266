namespace EdgeSeq.Bench.Compare;

/// <summary>What is done.</summary>
internal enum WorkloadKind
{
    /// <summary>One token in, state updated.</summary>
    Step,

    /// <summary>The same, and the probabilities of the next token: output layer and softmax.</summary>
    StepOutput,

    /// <summary>The same, where the next token depends on the probabilities, as in text that is written.</summary>
    StepOutputChained,

    /// <summary>The step with weights of 8 bits beside that with floats.</summary>
    StepBytes,

    /// <summary>The same, and the probabilities of the next token.</summary>
    StepBytesOutput,

    /// <summary>A step of many streams with weights of 8 bits beside that with floats.</summary>
    StreamsBytes,

    /// <summary>The step with weights of 8 bits and states of 15 beside that with floats.</summary>
    StepDigits,

    /// <summary>A step of many such streams.</summary>
    StreamsDigits,

    /// <summary>The step with weights of bfloat16 beside that with floats.</summary>
    StepHalves,

    /// <summary>One vector in, state updated.</summary>
    StepDense,

    /// <summary>One number in, one number out: a cell and a dense layer.</summary>
    StepAudio,

    /// <summary>One vector through a network of several layers, its outputs out.</summary>
    Network,

    /// <summary>A whole window of vectors in, the states of all steps out.</summary>
    Sequence,

    /// <summary>The same with weights of 8 bits beside that with floats.</summary>
    SequenceBytes,

    /// <summary>A token drawn from the model's own text.</summary>
    Sample,

    /// <summary>A training step over a batch of windows of tokens.</summary>
    Training,
}
