global using EdgeSeq.Generators.Tests.Support;
global using EdgeSeq.Tests;
global using Xunit;
