using System.Reflection;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Onnx;
using EdgeSeq.Shapes;

namespace EdgeSeq.Bench.Peers.Onnx;

/// <summary>The reference weights as ONNX files, by the exporter of EdgeSeq.</summary>
internal static class OnnxExport
{
    private static readonly Type[] s_shapes =
    [
        .. new[] { typeof(OnnxExport).Assembly, typeof(Workload).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsValueType && typeof(IVectorModel).IsAssignableFrom(type)),
    ];

    /// <summary>A file of a shape that reads the workload's inputs as vectors, with softmax if it has outputs.</summary>
    public static byte[] Create(Workload workload)
    {
        int outputs = workload.Kind == WorkloadKind.StepOutput ? workload.Shape.Outputs : 0;
        Type shape = s_shapes.First(type => ShapeOf(type) is ModelShape { Weights: WeightType.Float32 } candidate && candidate.Cell == workload.Shape.Cell
            && candidate.Hidden == workload.Shape.Hidden && candidate.Inputs == workload.Weights.Rows && candidate.Outputs == outputs);
        return (byte[])typeof(OnnxExport).GetMethod(nameof(Export), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(shape).Invoke(null, [workload])!;
    }

    private static ModelShape? ShapeOf(Type type) => (ModelShape?)type.GetProperty("Shape", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);

    private static byte[] Export<TShape>(Workload workload)
        where TShape : struct, IVectorModel
    {
        using var model = new Model<TShape>();
        workload.Weights.CopyTo(TShape.Shape, model.Parameters);
        return OnnxModel.Export(model, new OnnxExportOptions { Activation = true });
    }
}
