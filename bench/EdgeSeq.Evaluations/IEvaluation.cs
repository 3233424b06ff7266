namespace EdgeSeq.Evaluations;

/// <summary>A task whose answer is known, or a data set: models learn it, and what they reach is measured.</summary>
internal interface IEvaluation
{
    /// <summary>One word for the command line.</summary>
    string Name { get; }

    /// <summary>One line: what is to be learned.</summary>
    string Description { get; }

    /// <summary>Trains and measures, model by model.</summary>
    IEnumerable<Measurement> Run(EvaluationContext context);
}
