enum EdgeStub {}
