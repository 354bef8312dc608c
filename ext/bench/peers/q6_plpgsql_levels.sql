SELECT nearest(:item);
