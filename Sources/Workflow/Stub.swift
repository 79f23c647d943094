enum WorkflowStub {}
