using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CommunityToolkit.HighPerformance;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Models;

public sealed class ModelTests
{
    [Fact]
    public void Parameters_begin_at_a_cache_line()
    {
        using var model = new Model<TinyElman>();
        nint address = Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(model.Parameters));
        Assert.Equal(0, address % 64);
        Assert.Equal(TinyElman.ParameterSize, model.Parameters.Length);
    }

    [Fact]
    public void A_parameter_that_is_set_is_read_back_and_lies_where_its_layout_says()
    {
        using var model = new Model<GruShape>();
        float[,] values = new float[GruShape.V, GruShape.H];
        values[6, 19] = 3.5f;
        model.SetParameter("W_n", values);
        Assert.Equal(values, Read(model, "W_n"));
        ParameterInfo info = Model<GruShape>.Shape.Parameters.Single(p => p.Name == "W_n");
        Assert.Equal(3.5f, model.Parameters[info.Layout.IndexOf(6, 19)]);
    }

    [Fact]
    public void Unknown_names_and_wrong_sizes_are_refused_with_the_cure()
    {
        using var model = new Model<GruShape>();
        var unknown = Assert.Throws<ArgumentException>(() => model.SetParameter("W_q", new float[1, 1]));
        Assert.Contains("W_r, W_z, W_n", unknown.Message, StringComparison.Ordinal);
        var size = Assert.Throws<ArgumentException>(() => model.CopyParameterTo("W_n", new float[GruShape.H, GruShape.V]));
        Assert.Contains("7 x 20", size.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_model_is_refused_everywhere()
    {
        var model = new Model<TinyElman>();
        using var session = new Session<TinyElman>(model);
        using var trainer = new Trainer<TinyElman>(model, new TrainerOptions { Batch = 1, Window = 1 });
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Parameters.Length);
        Assert.Throws<ObjectDisposedException>(() => session.Step(0));
        Assert.Throws<ObjectDisposedException>(() => trainer.Step([0], [0]));
        Assert.Throws<ObjectDisposedException>(() => model.Save(new MemoryStream()));
        Assert.Throws<ObjectDisposedException>(model.ComputeSha256);
    }

    [Fact]
    public void Models_that_nobody_disposes_are_freed_by_the_finaliser()
    {
        // 2,000 blocks of 20,000 floats are 160 MB: they must not pile up.
        long before = Environment.WorkingSet;
        for (int i = 0; i < 2_000; i++)
        {
            _ = new EdgeSeq.Memory.NativeBlock(20_000, typeof(ModelTests));
            if (i % 100 == 99)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 100L << 20);
    }

    internal static float[,] Read<TShape>(Model<TShape> model, string name)
        where TShape : struct, ITrainableModel
    {
        ParameterInfo info = Model<TShape>.Shape.Parameters.Single(p => p.Name == name);
        float[,] values = new float[info.Rows, info.Columns];
        model.CopyParameterTo(name, values.AsSpan2D());
        return values;
    }
}
