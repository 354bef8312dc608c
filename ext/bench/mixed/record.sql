SELECT mixed.record();
