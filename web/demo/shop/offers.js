// @ts-check
import { fill, frame, reduced } from './frame.js';

frame();
fill('offers', reduced());
