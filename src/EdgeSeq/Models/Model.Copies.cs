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
        other.HeldParameters.CopyTo(HeldParameters);
    }
}
