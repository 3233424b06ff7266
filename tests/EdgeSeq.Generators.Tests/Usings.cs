global using EdgeSeq.Generators.Tests.Support;
global using Xunit;
