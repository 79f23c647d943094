enum IntegrationsStub {}
