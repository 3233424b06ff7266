using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>The part of a <see cref="CanonicalTensor"/> that belongs to one gate.</summary>
/// <param name="Parameter">The parameter that is stored there; null if the cell has none, then zeros are written.</param>
/// <param name="AddTo">
/// Without a parameter: where a number other than zero is added when it is read, since both enter the same sum; null if
/// there is no such place, then it is an error.
/// </param>
internal readonly record struct CanonicalSlot(ParameterInfo? Parameter, ParameterInfo? AddTo);
