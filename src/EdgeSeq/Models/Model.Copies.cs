using EdgeSeq.Memory;

namespace EdgeSeq;

/// <content>Copies: to serve one model while another one learns.</content>
public sealed partial class Model<TShape>
{
    /// <summary>A model of its own with the same weights and all that this one carries. Nobody may write this one meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Model<TShape> Clone()
    {
        Model<TShape> copy = Blank();
        try
        {
            copy.CopyWeightsFrom(this);
            copy.Description.CopyFrom(Description);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes over the weights of another model, not what it carries; allocates nothing. Nobody may read this model, nor write the other one,
    /// meanwhile.
    /// </summary>
    /// <param name="other">The other model.</param>
    /// <exception cref="ObjectDisposedException">One of the models was disposed.</exception>
    public void CopyWeightsFrom(Model<TShape> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        using Lifetime.Use use = _lifetime.Enter(), otherUse = other._lifetime.Enter();
        WeightBlock read = other._weights.Hold();   // it may be published to meanwhile
        read.Floats.CopyTo(HeldParameters);
        other._weights.Release(read);
    }

    /// <summary>Checks that the weights of a model that is trained can be published to this one: they mean nothing without the numbers that they were trained on.</summary>
    /// <exception cref="ArgumentException">It is that model, or its normaliser is another.</exception>
    internal void RequireServes(Model<TShape> trained, string name)
    {
        if (ReferenceEquals(this, trained))
        {
            throw new ArgumentException("The model that is trained cannot be served at the same time; make a second one with Clone(), and publish to that.", name);
        }

        if (!Normalizer.AreSame(Normalizer, trained.Normalizer))
        {
            throw new ArgumentException(
                $"The model has another normaliser than the one of {Shape.Name} that is trained, and weights alone are published; make it with Clone(), after the normaliser was set.", name);
        }
    }
}
