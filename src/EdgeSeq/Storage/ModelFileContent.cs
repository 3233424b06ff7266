using EdgeSeq.Text;

namespace EdgeSeq.Storage;

/// <summary>What a model's file holds, checked.</summary>
/// <param name="Values">The numbers of all tensors in the order of <see cref="CanonicalTensors"/>, one after the other.</param>
/// <param name="Vocabulary">Of the text that it was trained on; null if the file has none.</param>
internal readonly record struct ModelFileContent(float[] Values, Vocabulary? Vocabulary);
