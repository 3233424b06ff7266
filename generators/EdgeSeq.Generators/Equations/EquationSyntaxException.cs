namespace EdgeSeq.Generators.Equations;

/// <summary>A cell's equations cannot be read; the message quotes the row and says what was expected.</summary>
internal sealed class EquationSyntaxException(string message) : Exception(message);
