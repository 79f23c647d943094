enum ServerStub {}
