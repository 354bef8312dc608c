SELECT mixed.correct();
