SELECT mixed.draw();
