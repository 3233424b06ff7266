namespace EdgeSeq.Import.Readers.StateDictionaries;

/// <summary>Finds the order in which modules read each other, by what comes in and out of each.</summary>
/// <param name="modules">The modules.</param>
/// <param name="isOrdered">Whether they stand in the order in which their author made them.</param>
/// <param name="isLinearRead">Whether it is known what stands behind linear layers that others read; else orders without such go first.</param>
internal sealed class ModuleChain(IReadOnlyList<StateModule> modules, bool isOrdered, bool isLinearRead)
{
    // Enough for any chain that a person would write; a hostile file must not make this search for long.
    private const int MaxTries = 100_000;

    private readonly List<StateModule> _chain = [];
    private StateModule[]? _found;
    private bool _isLinearRead = isLinearRead;
    private int _tries;

    /// <summary>The only order that fits, or of several that of the file.</summary>
    /// <exception cref="ModelFormatException">None fits, or several do and the file has no order.</exception>
    public StateModule[] Order()
    {
        if (isOrdered && Fits(modules))
        {
            return [.. modules];
        }

        bool isSecond = Search();
        if (_found is null && !_isLinearRead)
        {
            _isLinearRead = true;
            isSecond = Search();
        }

        return isSecond ? throw new ModelFormatException($"{string.Join(", ", modules.Take(8).Select(module => module.Name))} fit each other in more than one order, and the file does not say in which.")
            : _found ?? throw new ModelFormatException($"The layers do not fit each other in any order: {string.Join(", ", modules.Take(8).Select(module => $"{module.Name} ({module.Kind}, {module.Inputs} to {module.Outputs})"))}.");
    }

    private static bool Fits(IReadOnlyList<StateModule> chain)
    {
        for (int i = 1; i < chain.Count; i++)
        {
            if (!Follows(chain[i - 1], chain[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Follows(StateModule first, StateModule next) => next.Kind != ModuleKind.Embedding && first.Outputs == next.Inputs;

    /// <returns>Whether there is more than one order.</returns>
    private bool Search()
    {
        if (_chain.Count == modules.Count)
        {
            bool isSecond = _found is not null;
            _found ??= [.. _chain];
            return isSecond;
        }

        foreach (StateModule next in modules)
        {
            if (_chain.Contains(next) || (_chain.Count > 0 && !Follows(_chain[^1], next))
                || (!_isLinearRead && next.Kind == ModuleKind.Linear && _chain.Count < modules.Count - 1))
            {
                continue;
            }

            if (++_tries > MaxTries)
            {
                return true;
            }

            _chain.Add(next);
            bool isSecond = Search();
            _chain.RemoveAt(_chain.Count - 1);
            if (isSecond)
            {
                return true;
            }
        }

        return false;
    }
}
