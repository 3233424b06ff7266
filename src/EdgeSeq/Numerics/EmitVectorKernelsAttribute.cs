namespace EdgeSeq.Numerics;

/// <summary>Asks the generator for the shape-independent kernels of every instruction set. Used once, in this assembly.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EmitVectorKernelsAttribute : Attribute;
