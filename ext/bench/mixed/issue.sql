SELECT mixed.issue();
