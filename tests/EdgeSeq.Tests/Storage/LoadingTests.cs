using System.Collections.Immutable;
using EdgeSeq.Storage;
using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Storage;

/// <summary>Weights go from the file to the parameter block, in whatever order a file has them.</summary>
[Trait("Isa", "none")]
public sealed class LoadingTests
{
    [Fact]
    public void Loading_allocates_a_block_and_no_copy_of_the_weights()
    {
        using var model = new Model<KernelShapes.GruResetAfterV257H128>(1);
        byte[] file = SafetensorsTests.Saved(model);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using Model<KernelShapes.GruResetAfterV257H128> loaded = Model<KernelShapes.GruResetAfterV257H128>.Load(file);
        model.LoadWeights(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, file.Length / 2);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    /// <summary>A second bias is added to the first, so that must be there.</summary>
    [Fact]
    public void Tensors_may_come_in_any_order()
    {
        ImmutableArray<CanonicalTensor> tensors = CanonicalTensors.Of(KernelShapes.LstmV5H16.Shape);
        using Model<KernelShapes.LstmV5H16> forwards = Model<KernelShapes.LstmV5H16>.Load(File([.. tensors])), backwards = Model<KernelShapes.LstmV5H16>.Load(File([.. tensors.Reverse()]));
        Assert.Equal(forwards.Parameters.ToArray(), backwards.Parameters.ToArray());
        Assert.Equal(0.75f, forwards.Parameters[KernelShapes.LstmV5H16.Shape.Parameters.Single(p => p.Name == "b_f").Layout.IndexOf(0, 0)]);

        static byte[] File(CanonicalTensor[] order)
        {
            using var file = new MemoryStream();
            file.Write(SafetensorsWriter.Header(ModelMetadata.Of(KernelShapes.LstmV5H16.Shape, vocabulary: null), [.. order.Select(t => new ExpectedTensor(t.Name, t.Dimensions))]));
            foreach (CanonicalTensor tensor in order)
            {
                float[] values = new float[tensor.Length];
                values.AsSpan().Fill(tensor.Name.Contains("bias_hh", StringComparison.Ordinal) ? 0.25f : 0.5f);
                CanonicalWeights.Export(values, new StreamSink(file));
            }

            return file.ToArray();
        }
    }
}
