namespace EdgeSeq.Shapes;

/// <summary>Numbers of an input vector that are tokens, whose learned vectors a network looks up: whole numbers, or -1 for none.</summary>
/// <param name="Name">The name of what looks them up, in the network's text.</param>
/// <param name="First">The first of them in the vector.</param>
/// <param name="Count">How many.</param>
/// <param name="Vocabulary">V: tokens are 0 to V - 1.</param>
public sealed record TokenNumbersInfo(string Name, int First, int Count, int Vocabulary);
